@NullMarked
package org.cria.cli.llamacpp;

import org.jspecify.annotations.NullMarked;
