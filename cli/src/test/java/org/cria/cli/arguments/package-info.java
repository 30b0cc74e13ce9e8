@NullMarked
package org.cria.cli.arguments;

import org.jspecify.annotations.NullMarked;
