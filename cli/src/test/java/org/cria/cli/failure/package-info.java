@NullMarked
package org.cria.cli.failure;

import org.jspecify.annotations.NullMarked;
