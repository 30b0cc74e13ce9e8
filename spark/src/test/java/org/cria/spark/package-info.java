@NullMarked
package org.cria.spark;

import org.jspecify.annotations.NullMarked;
