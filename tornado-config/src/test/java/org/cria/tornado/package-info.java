@NullMarked
package org.cria.tornado;

import org.jspecify.annotations.NullMarked;
