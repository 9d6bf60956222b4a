/**
 * Works a result out once more from the segments it holds, in another way and with no code of the stages that made it.
 *
 * <p>In come the raw tables of a result file; out goes, part by part, how much was recomputed and the first difference. Entry:
 * {@link dev.hindcast.audit.replay.Replay}. Of hindcast it uses only {@code store}, to read, and how {@code evidence} writes an
 * instant; a test checks that. So an error in a stage cannot hide itself here: whoever changes what a span or a series is has to
 * say it twice.
 */
package dev.hindcast.audit.replay;
