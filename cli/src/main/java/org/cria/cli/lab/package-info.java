/** What the laboratory for kernels says, reads and writes. */
@NullMarked
package org.cria.cli.lab;

import org.jspecify.annotations.NullMarked;
