/** How numbers are kept: a file for each format with its layout and reference decode, and the list of them. */
@NullMarked
package org.cria.kernels.format;

import org.jspecify.annotations.NullMarked;
