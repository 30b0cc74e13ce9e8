@NullMarked
package org.cria.cli.device;

import org.jspecify.annotations.NullMarked;
