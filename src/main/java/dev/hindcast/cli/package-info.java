/**
 * The command line: a class per command, and the texts that they print.
 *
 * <p>In come the words typed by a person; out goes data on stdout, progress and errors on stderr, and one of five exit
 * codes. The entry is {@link dev.hindcast.cli.Main}. Nothing imports this package.
 */
package dev.hindcast.cli;
