/**
 * Row versions in, claims and findings out: the rules of {@code rules-drl/} run here.
 *
 * <p>Entries: {@link dev.hindcast.reasoning.RuleBase} compiles a rule folder, {@link dev.hindcast.reasoning.Reasoner} runs the
 * sessions of a region. What a rule sees are the records of this package and the fact types that loaders declare; what it may call is
 * {@link dev.hindcast.reasoning.Conclusions}. Invariant: the same facts give the same claims in the same order. Design section 5.
 */
package dev.hindcast.reasoning;
