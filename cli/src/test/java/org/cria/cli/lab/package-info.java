@NullMarked
package org.cria.cli.lab;

import org.jspecify.annotations.NullMarked;
