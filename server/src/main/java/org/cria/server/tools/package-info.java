/** Tools and calls of them, as requests and answers have them. */
@NullMarked
package org.cria.server.tools;

import org.jspecify.annotations.NullMarked;
