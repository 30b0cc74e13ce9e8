@NullMarked
package org.cria.model.tool;

import org.jspecify.annotations.NullMarked;
