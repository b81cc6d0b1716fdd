"""What people earn by what they sell: rules from a day on, sums of sealed sales, and what a closed period keeps."""
