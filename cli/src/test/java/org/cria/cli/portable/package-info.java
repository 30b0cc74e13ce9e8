@NullMarked
package org.cria.cli.portable;

import org.jspecify.annotations.NullMarked;
