@NullMarked
package org.cria.langchain4j;

import org.jspecify.annotations.NullMarked;
