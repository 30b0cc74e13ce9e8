/** Endpoints that tell what models and the server do: tokens, templates, settings, figures; as llama.cpp's server and vLLM have them. */
@NullMarked
package org.cria.server.inspect;

import org.jspecify.annotations.NullMarked;
