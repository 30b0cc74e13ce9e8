/** What users of llama.cpp type, and what is meant by it here. */
@NullMarked
package org.cria.cli.llamacpp;

import org.jspecify.annotations.NullMarked;
