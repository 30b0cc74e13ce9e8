@NullMarked
package org.cria.cli;

import org.jspecify.annotations.NullMarked;
