/** Whether the kernels that a program needs are right on a device. */
@NullMarked
package org.cria.kernels.check.selftest;

import org.jspecify.annotations.NullMarked;
