@NullMarked
package org.cria.model.sample;

import org.jspecify.annotations.NullMarked;
