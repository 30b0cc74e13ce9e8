@NullMarked
package org.cria.model.serve;

import org.jspecify.annotations.NullMarked;
