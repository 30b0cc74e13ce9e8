@NullMarked
package org.cria.kernels.format.f32;

import org.jspecify.annotations.NullMarked;
