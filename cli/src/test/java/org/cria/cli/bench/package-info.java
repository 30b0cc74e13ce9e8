@NullMarked
package org.cria.cli.bench;

import org.jspecify.annotations.NullMarked;
