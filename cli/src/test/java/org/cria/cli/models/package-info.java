@NullMarked
package org.cria.cli.models;

import org.jspecify.annotations.NullMarked;
