/** Conversations: what a chat's turns look like to a model, and which of them fit in its context. */
@NullMarked
package org.cria.model.chat;

import org.jspecify.annotations.NullMarked;
