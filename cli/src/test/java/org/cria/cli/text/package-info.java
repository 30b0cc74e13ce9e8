@NullMarked
package org.cria.cli.text;

import org.jspecify.annotations.NullMarked;
