/** Small seeded GGUF files for tests: valid ones, tiny models, and files damaged on purpose. */
@NullMarked
package org.cria.testmodels;

import org.jspecify.annotations.NullMarked;
