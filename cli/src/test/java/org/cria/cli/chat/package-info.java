@NullMarked
package org.cria.cli.chat;

import org.jspecify.annotations.NullMarked;
