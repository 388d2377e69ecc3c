//! Messages of Arrow's stream form, as the Storage Read API sends them.
//!
//! The schema comes once, with the session, and each message is one record batch. Some servers end
//! the schema's message with the mark that ends a stream, or send the schema again before each
//! batch; both are taken off
//! ([the stream form](https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format)).

use std::io::Read;

use arrow_array::RecordBatch;
use arrow_ipc::reader::StreamReader;
use arrow_schema::ArrowError;

/// What ends a stream: a message of no bytes.
const END: &[u8] = &[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

/// The batches of one message.
pub(super) fn decode(schema: &[u8], message: &[u8]) -> Result<Vec<RecordBatch>, ArrowError> {
    let schema = schema.strip_suffix(END).unwrap_or(schema);
    let batch = message.strip_prefix(schema).unwrap_or(message);
    let batch = batch.strip_suffix(END).unwrap_or(batch);
    let batches: Vec<RecordBatch> =
        StreamReader::try_new(schema.chain(batch), None)?.collect::<Result<_, _>>()?;
    // The reader takes the first bytes of a message for the end where no more come.
    if batches.is_empty() && !batch.is_empty() {
        return Err(ArrowError::IpcError("the message of a batch is cut".to_owned()));
    }
    Ok(batches)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{Int64Array, StringArray, cast::AsArray, types::Int64Type};
    use arrow_ipc::writer::StreamWriter;
    use arrow_schema::{DataType, Field, Schema};

    use super::*;

    /// The schema's message and that of a batch.
    fn messages() -> (Vec<u8>, Vec<u8>) {
        let schema = Arc::new(Schema::new(vec![
            Field::new("python", DataType::Utf8, true),
            Field::new("downloads", DataType::Int64, true),
        ]));
        let python = StringArray::from(vec![Some("3.14"), None]);
        let downloads = Int64Array::from(vec![5, 7]);
        let columns: Vec<Arc<dyn arrow_array::Array>> = vec![Arc::new(python), Arc::new(downloads)];
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns).unwrap();
        let mut head = Vec::new();
        drop(StreamWriter::try_new(&mut head, &schema).unwrap());
        let mut whole = Vec::new();
        StreamWriter::try_new(&mut whole, &schema).unwrap().write(&batch).unwrap();
        let tail = whole[head.len()..].to_vec();
        (head, tail)
    }

    fn sum(batches: &[RecordBatch]) -> i64 {
        let column = |batch: &RecordBatch| {
            batch.column(1).as_primitive::<Int64Type>().values().iter().sum::<i64>()
        };
        batches.iter().map(column).sum()
    }

    #[test]
    fn bare_messages_marked_ones_and_repeated_schemas_are_the_same() {
        let (schema, batch) = messages();
        let marked = |bytes: &[u8]| [bytes, END].concat();
        let repeated = [schema.as_slice(), &batch].concat();
        for (schema, batch) in [
            (schema.clone(), batch.clone()),
            (marked(&schema), batch.clone()),
            (marked(&schema), marked(&batch)),
            (schema.clone(), repeated.clone()),
            (marked(&schema), marked(&repeated)),
        ] {
            assert_eq!(sum(&decode(&schema, &batch).unwrap()), 12);
        }
        assert_eq!(decode(&schema, &[]).unwrap().len(), 0);
    }

    #[test]
    fn cut_messages_are_errors() {
        let (schema, batch) = messages();
        for end in 1..batch.len() {
            assert!(decode(&schema, &batch[..end]).is_err(), "{end}");
        }
        for end in 0..schema.len() {
            // What fills up its end may be missing.
            if let Ok(found) = decode(&schema[..end], &batch) {
                assert_eq!(sum(&found), 12, "{end}");
            }
        }
    }
}
