/** A laboratory for one kernel: where it fits, what it begins with, whether it is right, how fast it is beside the one in use, and why. */
@NullMarked
package org.cria.kernels.lab;

import org.jspecify.annotations.NullMarked;
