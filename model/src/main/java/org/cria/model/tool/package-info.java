/** Tools that a model may ask for: how they are told to it, and how its calls are recognised. None is ever run here. */
@NullMarked
package org.cria.model.tool;

import org.jspecify.annotations.NullMarked;
