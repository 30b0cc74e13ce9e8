@NullMarked
package org.cria.server;

import org.jspecify.annotations.NullMarked;
