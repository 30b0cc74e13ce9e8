@NullMarked
package org.cria.cli.adherence;

import org.jspecify.annotations.NullMarked;
