/** OpenAI's endpoints. */
@NullMarked
package org.cria.server.openai;

import org.jspecify.annotations.NullMarked;
