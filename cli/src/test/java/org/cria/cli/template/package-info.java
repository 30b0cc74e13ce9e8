@NullMarked
package org.cria.cli.template;

import org.jspecify.annotations.NullMarked;
