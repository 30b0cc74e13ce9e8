/** A JUnit extension: kernels under watch in tests of any project. */
@NullMarked
package org.cria.emulator.junit;

import org.jspecify.annotations.NullMarked;
