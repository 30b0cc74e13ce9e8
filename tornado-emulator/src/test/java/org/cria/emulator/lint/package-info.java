@NullMarked
package org.cria.emulator.lint;

import org.jspecify.annotations.NullMarked;
