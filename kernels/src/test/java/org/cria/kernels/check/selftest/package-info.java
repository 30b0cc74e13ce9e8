@NullMarked
package org.cria.kernels.check.selftest;

import org.jspecify.annotations.NullMarked;
