/** Ollama's endpoints: requests become OpenAI's, and answers are turned back. */
@NullMarked
package org.cria.server.ollama;

import org.jspecify.annotations.NullMarked;
