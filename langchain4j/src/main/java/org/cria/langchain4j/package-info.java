/** Models for LangChain4j in the same JVM: chats, whole and as they come, and vectors of texts. */
@NullMarked
package org.cria.langchain4j;

import org.jspecify.annotations.NullMarked;
