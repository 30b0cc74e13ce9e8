@NullMarked
package org.cria.kernels.check.doctor;

import org.jspecify.annotations.NullMarked;
