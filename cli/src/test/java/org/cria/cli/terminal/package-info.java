@NullMarked
package org.cria.cli.terminal;

import org.jspecify.annotations.NullMarked;
