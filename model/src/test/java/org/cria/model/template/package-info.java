@NullMarked
package org.cria.model.template;

import org.jspecify.annotations.NullMarked;
