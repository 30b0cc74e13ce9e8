@NullMarked
package org.cria.server.tools;

import org.jspecify.annotations.NullMarked;
