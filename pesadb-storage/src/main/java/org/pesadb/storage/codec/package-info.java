/** The default row codec: rows as JSON objects. {@link org.pesadb.storage.codec.JsonRowCodec} draws the format. */
package org.pesadb.storage.codec;
