package org.pesadb.storage.pager;

import org.pesadb.api.spi.PageImage;

/** An image on its way into the log that says where it was sealed for. */
interface SealedImage extends PageImage {
    /**
     * The version's name, once it is sealed.
     *
     * @return its position in the log; before, that of the version of which it is a copy, or 0
     */
    long position();
}
