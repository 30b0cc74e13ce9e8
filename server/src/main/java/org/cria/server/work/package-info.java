/** Models that are served, and answers as they come. */
@NullMarked
package org.cria.server.work;

import org.jspecify.annotations.NullMarked;
