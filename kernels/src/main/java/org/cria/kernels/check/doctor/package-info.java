/** What is wrong with a device on a real prompt, and what limits its speed. */
@NullMarked
package org.cria.kernels.check.doctor;

import org.jspecify.annotations.NullMarked;
