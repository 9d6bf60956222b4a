/** The harness of the golden cases: every case of the folder golden, layer by layer. */
package dev.hindcast.golden;
