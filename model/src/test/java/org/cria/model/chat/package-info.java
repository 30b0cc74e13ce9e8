@NullMarked
package org.cria.model.chat;

import org.jspecify.annotations.NullMarked;
