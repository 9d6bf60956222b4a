/**
 * The stages, run one after the other over every region: from evidence folders to a published result file.
 *
 * <p>In come the folders and what to reason with; out goes the result file, entity by entity, so that memory does not grow with the
 * region. The entry is {@link dev.hindcast.reconstruction.Reconstruction}; {@link dev.hindcast.reconstruction.RulesTrial} runs the same
 * twice, with two sets of rules, and tells what differs. What the stages make of one entity is in
 * {@link dev.hindcast.reconstruction.RegionReasoning}.
 */
package dev.hindcast.reconstruction;
