/** Models over HTTP, for many users at once. */
@NullMarked
package org.cria.server;

import org.jspecify.annotations.NullMarked;
